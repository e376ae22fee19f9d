using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Testing;

namespace Readme;

/// <summary>Statements of docs/ that can be checked: deadlines, messages, and keys.</summary>
public sealed partial class StatementTests
{
    private static readonly Page Shutdown = Page.Of("docs/shutdown.md");

    [Fact]
    public void The_stop_timeouts_are_the_sum_of_the_phases()
    {
        const int Program = 10;
        var usual = Seconds("");
        var slow = Seconds(Assert.Single(Shutdown.Fences, fence => fence.Text.Contains("service-requests-done.timeout", StringComparison.Ordinal)).Text);

        Assert.Equal(30, usual.Sum());
        foreach (var timeout in (string[])["terminationGracePeriodSeconds: ", "TimeoutStopSec=", "--stop-timeout ", "stop_grace_period: "])
            Assert.Contains($"{timeout}{usual.Sum() + Program}", Shutdown.Text);
        var text = string.Join(' ', Shutdown.Lines);
        Assert.Contains($"{string.Join(" + ", slow)} = {slow.Sum()} s, so set the stop timeout to {slow.Sum() + Program} s", text);
    }

    [Fact]
    public void Each_message_of_troubleshooting_is_in_a_program()
    {
        var messages = Message().Matches(Page.Of("docs/troubleshooting.md").Text).Select(row => row.Groups[1].Value).ToList();
        var programs = Directory.GetFiles(AppContext.BaseDirectory, "McpActors*.dll").Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Concat(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "keeper")))
            .Select(File.ReadAllBytes).ToList();

        Assert.True(messages.Count > 15);
        Assert.All(messages, message => Assert.True(
            programs.Any(program => program.AsSpan().IndexOf(Encoding.Unicode.GetBytes(message)) >= 0), $"No program prints: {message}"));
    }

    [Fact]
    public void Each_key_of_reference_conf_is_in_the_docs()
    {
        var code = Page.Docs.SelectMany(page => page.InlineCode).ToHashSet(StringComparer.Ordinal);
        var keys = Keys(SettingsReader.ReferenceText()).ToList();

        Assert.True(keys.Count > 60);
        Assert.DoesNotContain(keys, key => !Names(key).Any(code.Contains));
    }

    /// <summary>The names by which a page may show a key: whole, or without the sections that its table names.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<string> key) => Enumerable.Range(0, key.Count).Select(skipped => string.Join('.', key.Skip(skipped)));

    /// <summary>The keys with a value, from the root, as the lines of the file nest; examples ("#:") are included.</summary>
    private static IEnumerable<IReadOnlyList<string>> Keys(string reference)
    {
        var path = new Stack<string>();
        foreach (var line in reference.Split('\n').Select(line => line.Trim()).Select(line => line.StartsWith("#: ", StringComparison.Ordinal) ? line[3..].Trim() : line))
        {
            if (line.StartsWith('#')) continue;
            if (Key().Match(line) is { Success: true } key)
            {
                yield return [.. path.Reverse().Skip(1), key.Groups[1].Value];
                if (line.EndsWith('[')) path.Push(key.Groups[1].Value);
            }
            else if (Opening().Match(line) is { Success: true } opening)
            {
                if (line.EndsWith('}')) yield return [.. path.Reverse().Skip(1), opening.Groups[1].Value];
                else path.Push(opening.Groups[1].Value);
            }
            else if (line.Length > 0 && line[0] is '}' or ']')
            {
                path.Pop();
            }
        }
    }

    /// <summary>The phases of coordinated shutdown in which there is something to do, in a host that is in no cluster.</summary>
    private static List<int> Seconds(string hocon)
    {
        var system = ActorSystem.Create("phases", hocon);
        var shutdown = CoordinatedShutdown.Get(system);
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        var seconds = phases.Select(phase => Convert.ToInt32(shutdown.Timeout(phase).TotalSeconds, CultureInfo.InvariantCulture)).ToList();
        system.Terminate();
        return seconds;
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Message();

    [GeneratedRegex(@"^([a-z-]+) = ")]
    private static partial Regex Key();

    [GeneratedRegex(@"^([a-z_-]*) ?\{")]
    private static partial Regex Opening();
}
