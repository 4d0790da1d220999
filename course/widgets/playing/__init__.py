"""The playground: a network that learns in the plane, on the library's functions or on one's own.

=========== ==============================================================
module      what it holds
=========== ==============================================================
`data`      the data sets and the input features
`functions` a student's functions, called with care
`learner`   one network, trained batch by batch
`many`      the same from many seeds
`words`     what is said
`export`    the network as Python code
`panel`     the controls
`widget`    the interactive, with `playground`
=========== ==============================================================
"""
