namespace McpActors.Processes.Files;

/// <summary>A path leads to something that is not a regular file. The message says what it is, as the rest of a sentence about it.</summary>
internal sealed class NotRegularFileException(string whatItIs) : IOException(whatItIs);
