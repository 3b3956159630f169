"""What rules may ask about English."""
