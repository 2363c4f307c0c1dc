"""What `make check` looks at beyond format, lint and types. Each module is a command of its own."""
