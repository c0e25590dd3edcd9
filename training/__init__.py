"""How the reader was taught: labelled texts, and the program that turns them into weights. Not part of the bot."""
