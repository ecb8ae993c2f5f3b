"""The Slack adapter: its pure parts by example and property, the rest against the strict fake Slack."""
