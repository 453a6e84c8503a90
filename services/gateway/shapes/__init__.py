"""The request and response schemas of the compatible API, one noun per file."""
