"""The yearly review as files: a few pages and five slides, of one content."""
