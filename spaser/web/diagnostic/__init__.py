"""The self-diagnosis and the approaches: public pages that keep nothing."""
