"""The object store (S3) and the sealing of what lies in it."""
