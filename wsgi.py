"""The server's entry: the application of the instance that CASEWORK_INSTANCE names."""

from casework.app import start

app = start()
