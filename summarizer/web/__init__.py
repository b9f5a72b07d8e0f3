"""The web page and its HTTP: an editor's desk in the browser, and the same work for programs."""
