"""The widget: what runs in the visitor's browser, and the sample website that shows it."""
