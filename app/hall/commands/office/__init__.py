"""What officers and desk staff do."""
