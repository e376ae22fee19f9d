using System.Globalization;
using Akka.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// Checks that servers' messages fit between nodes. Akka.Remote silently drops a message that is longer than its frame,
/// so <c>max-message</c> and the data around it must fit into one.
/// </summary>
internal static class FrameBudget
{
    /// <summary>Akka.NET's own key for the longest message between two nodes; its default is 128000b.</summary>
    public const string Key = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>
    /// The frame size that <c>McpActorsCluster.DefaultConfig()</c> sets, in bytes: an answer of the default
    /// max-message, and as much again for lists and batch reports. It is not allocated in advance.
    /// </summary>
    public const long Default = 32L << 20;

    /// <summary>
    /// The data around the text of an answer, in bytes: the names of server, tool and call, and Akka.Remote's <see
    /// cref="Envelope"/>.
    /// </summary>
    public const long Margin = 16L << 10;

    /// <summary>
    /// Akka.Remote's own data around a message, in bytes: the paths of both actors, the manifest, numbers. Usually
    /// about 300.
    /// </summary>
    public const long Envelope = 8L << 10;

    // Akka.Remote's default, which also replaces a value of zero or less.
    private const long Akkas = 128_000;

    /// <summary>The longest message between two nodes in bytes, as Akka.Remote reads it.</summary>
    /// <exception cref="FormatException">The value is not a size.</exception>
    /// <exception cref="OverflowException">The value is too large.</exception>
    public static long Frame(Config system) => system.GetByteSize(Key) is not { } bytes ? Default : bytes > 0 ? bytes : Akkas;

    /// <summary>Adds a mistake for each server whose <c>max-message</c> does not fit.</summary>
    public static void Check(Config system, IEnumerable<ServerSettings> servers, MistakeList mistakes)
    {
        try
        {
            var frame = Frame(system);
            foreach (var server in servers.Where(server => !Fits(server, frame)))
            {
                var written = system.GetString(Key) ?? Sizes.Format(frame);
                mistakes.Add(
                    $"{Section.Join("mcp-actors.servers", server.Name)}.max-message", new ScalarNode(Sizes.Format(server.MaxMessageBytes), null, null),
                    Problem(written), Remedy(server, frame));
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            mistakes.AddHidden(Key, null, $"is not a size: {e.Message}", "a size with a unit, such as 32 MiB");
        }
    }

    /// <summary>The problem of a server that was defined at run time, with the remedy; null if there is none.</summary>
    public static string? Warning(ServerSettings server, long frame) => Fits(server, frame) ? null
        : $"Server '{server.Name}': max-message = {Sizes.Format(server.MaxMessageBytes)} {Problem(Sizes.Format(frame))}; allowed: {Remedy(server, frame)}.";

    private static bool Fits(ServerSettings server, long frame) => server.MaxMessageBytes + Margin <= frame;

    private static string Problem(string frame) =>
        $"and {Sizes.Format(Margin)} around it exceed the longest message between nodes, {Key} = {frame}: Akka.Remote would drop such an answer";

    private static string Remedy(ServerSettings server, long frame) => string.Create(CultureInfo.InvariantCulture,
        $"at most {Sizes.Format(frame - Margin)}, for the server or in server-defaults, or {Key} = {Sizes.Format(server.MaxMessageBytes + Margin)} or more on all nodes");
}
