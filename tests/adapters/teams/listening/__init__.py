"""The way in from Teams, through HTTP and with authentication."""
