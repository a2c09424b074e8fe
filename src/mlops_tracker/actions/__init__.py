"""What a learner does: a module for each thing. It returns or raises; nothing prints."""
