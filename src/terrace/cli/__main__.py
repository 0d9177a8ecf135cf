"""`python -m terrace.cli`, which is the same as `terrace`."""

from terrace.cli import main

if __name__ == "__main__":
    main()
