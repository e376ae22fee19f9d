namespace McpActors.Processes.Files;

/// <summary>
/// A path does not lead to a regular file. The message continues a sentence that begins with the path.
/// </summary>
internal sealed class NotRegularFileException(string whatItIs) : IOException(whatItIs);
