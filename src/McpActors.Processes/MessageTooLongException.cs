using System.Globalization;

namespace McpActors.Processes;

/// <summary>A server wrote a line to stdout that is longer than its <c>max-message</c>; its process is ended.</summary>
public sealed class MessageTooLongException(string message) : IOException(message)
{
    internal static MessageTooLongException End(KeptProcess process, ProcessSpec spec)
    {
        var cap = spec.MaxMessageBytes.ToString("N0", CultureInfo.InvariantCulture);
        var message = $"Server '{spec.Server}' (pid {process.Identity.Pid}) wrote a line of more than {cap} bytes to stdout and was ended. "
            + "Raise max-message if such messages are expected.";
        process.Kill(message);
        return new MessageTooLongException(message);
    }
}
