"""What people see: pages, the API, the live stream."""
