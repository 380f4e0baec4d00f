"""What the tests of the host and of every service share: servers, cases, callers."""
