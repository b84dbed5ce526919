"""Paper without the database: orders of projects, what operators type, who may do what, and what pages show."""
