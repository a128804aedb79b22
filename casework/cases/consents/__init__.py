"""What she agreed to, with whom, until when; what the law allows without her; and taking back."""
