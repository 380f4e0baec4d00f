"""Training: plans, sessions and who came, exams and make-ups, development of people."""
