using System.Globalization;
using System.Text;

namespace McpActors.Processes.Lineage;

/// <summary>
/// The origin of a process. The keeper sets it as a mark, and in the environment as
/// <c>MCP_ACTORS_LINEAGE=HOST/SERVER/LEASE</c>: for people, and for processes that lost their mark.
/// </summary>
/// <param name="Host">The host that started the process.</param>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The id of the lease.</param>
public sealed record ProcessLineage(HostTag Host, string Server, long Lease)
{
    /// <summary>The name of the environment variable.</summary>
    public const string Variable = "MCP_ACTORS_LINEAGE";

    private static readonly byte[] Assignment = Encoding.ASCII.GetBytes(Variable + "=");

    /// <summary>The mark of this lineage.</summary>
    public LineageMark Mark => LineageMark.Of(Host, Lease);

    /// <summary>Parses the result of <see cref="ToString"/>; null for any other text.</summary>
    public static ProcessLineage? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (first, last) = (text.IndexOf('/', StringComparison.Ordinal), text.LastIndexOf('/'));
        return first < last - 1
            && HostTag.TryParse(text.AsSpan(0, first), out var host)
            && long.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var lease)
            ? new ProcessLineage(host, text[(first + 1)..last], lease)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}/{Server}/{Lease}");

    /// <summary>
    /// Finds the lineage in an environment block: <c>NAME=VALUE</c> strings, each ended by a zero byte (environ(7)).
    /// </summary>
    internal static ProcessLineage? FromEnvironment(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)0);
            var entry = end < 0 ? block : block[..end];
            if (entry.StartsWith(Assignment)) return Parse(Encoding.UTF8.GetString(entry[Assignment.Length..]));
            block = end < 0 ? default : block[(end + 1)..];
        }
        return null;
    }
}
