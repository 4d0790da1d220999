"""What `course doctor` looks at: a module for each part of an environment."""
