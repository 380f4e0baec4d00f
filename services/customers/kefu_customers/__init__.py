"""The customers of a department: who they are, what is known of them, how they are graded, visited and heard."""
