// The oracle counts the children of the test process: one test at a time, or they would count each other's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
