"""What a buyer publishes every two years of the results of its scheme."""
