"""The kinds of goldens, a file for each."""
