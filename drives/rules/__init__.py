"""What is true of quantities, dates, names and figures: pure, no database, no clock."""
