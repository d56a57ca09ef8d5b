"""Transport layers between SDK and network: trace, budget, replay, faults, each in a module of its name.

Each is an httpx2 transport around another (`TraceTransport(inner, trace)`), sync and async, streaming
kept, so any httpx2 program can use it; as a context manager (`with kit.trace():`) it applies to every
kit client of the process. `stack` holds what is in force, `exchange` what the layers share.
"""
