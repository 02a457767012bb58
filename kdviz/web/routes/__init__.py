"""What the server answers beside Streamlit's pages, over HTTP and WebSocket."""
