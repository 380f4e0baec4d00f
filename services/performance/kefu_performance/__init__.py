"""Performance: monthly scores and their causes, excellent agents, payroll, goals and tasks, assessments."""
