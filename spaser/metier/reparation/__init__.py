"""What a published contract lacks, what the rates would be once it is mended, whom to write to."""
