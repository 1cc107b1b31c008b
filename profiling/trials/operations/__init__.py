"""What is done with a trial: started, carried on chunk by chunk, finished, cancelled."""
