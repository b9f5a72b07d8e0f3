"""A small synchronous grammar: Arabic and English grow side by side, with agreement right in both."""
