"""From Dataverse: real payloads in, models out, with nothing guessed."""
