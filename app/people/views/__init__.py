"""Pages about one's own account, and the office pages of people and roles."""
