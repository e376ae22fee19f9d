namespace McpActors.Tests.Servers.Outcomes;

/// <summary>
/// A server that logs the effect of each call with fsync and dies before it, after it or after its answer, by chance. The log says what really happened.
/// <c>MCPACTORS_EFFECTS</c> is the number of calls of each test; without it each makes as many as it can in some seconds.
/// </summary>
public sealed class EffectsTests(ITestOutputHelper output) : ActorTest, IDisposable
{
    private const int Callers = 8;

    private const int Percent = 4;

    // As many rounds as it takes until chance has brought what the test is about.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly int? Wanted =
        int.TryParse(Environment.GetEnvironmentVariable("MCPACTORS_EFFECTS"), CultureInfo.InvariantCulture, out var calls) ? calls : null;

    private readonly string _folder = Directory.CreateTempSubdirectory("effects-").FullName;
    private readonly ConcurrentQueue<(string Id, McpServerException? Failure)> _calls = new();

    private string Receipts => Path.Combine(_folder, "receipts");

    [Fact]
    public async Task With_retry_never_no_NotSent_is_wrong_and_no_effect_is_doubled()
    {
        var effects = await RunAsync(ServerRetry.Never, "again", IsSeen);

        CheckOnce(effects);
        Assert.True(IsSeen(effects), "never was one not sent, one that happened unknown, and one that did not happen unknown");

        bool IsSeen(Dictionary<string, int> effects) => _calls.Any(call => call.Failure?.Outcome == RequestOutcome.NotSent)
            && _calls.Any(call => call.Failure?.Outcome == RequestOutcome.Unknown && effects.ContainsKey(call.Id))
            && _calls.Any(call => call.Failure?.Outcome == RequestOutcome.Unknown && !effects.ContainsKey(call.Id));
    }

    [Fact]
    public async Task With_retry_not_sent_no_effect_is_doubled_and_what_was_not_sent_is_sent()
    {
        var effects = await RunAsync(ServerRetry.NotSent, "again", _ => _calls.Any(IsUnknown));

        CheckOnce(effects);
        Assert.All(_calls, call => Assert.True(call.Failure is null || IsUnknown(call), call.Failure?.Message));
        Assert.Contains(_calls, IsUnknown);
    }

    [Fact]
    public async Task With_retry_idempotent_a_tool_without_the_hint_is_not_repeated()
    {
        var effects = await RunAsync(ServerRetry.Idempotent, "once", _ => _calls.Any(IsUnknown));

        CheckOnce(effects);
        Assert.Contains(_calls, IsUnknown);
    }

    [Fact]
    public async Task With_retry_idempotent_every_effect_of_such_a_tool_happens_at_least_once()
    {
        var effects = await RunAsync(ServerRetry.Idempotent, "again", IsRepeated, withReceipts: true);

        CheckAgain(effects);
    }

    [Fact]
    public async Task So_does_the_effect_of_a_call_with_a_retry_of_its_own()
    {
        var effects = await RunAsync(ServerRetry.Never, "again", IsRepeated, own: ServerRetry.Idempotent, withReceipts: true);

        CheckAgain(effects);
    }

    [Fact]
    public async Task A_call_with_retry_never_is_not_repeated_by_a_server_that_would()
    {
        var effects = await RunAsync(ServerRetry.Idempotent, "again", _ => _calls.Any(IsUnknown), own: ServerRetry.Never);

        CheckOnce(effects);
        Assert.Contains(_calls, IsUnknown);
    }

    void IDisposable.Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsUnknown((string Id, McpServerException? Failure) call) => call.Failure?.Outcome == RequestOutcome.Unknown;

    private static bool IsRepeated(Dictionary<string, int> effects) => effects.Any(effect => effect.Value > 1);

    // An answered call has had its effect once at least, and was never in two processes at the same time.
    private void CheckAgain(Dictionary<string, int> effects)
    {
        var overlaps = Directory.GetFiles(Receipts, "*.overlap");
        Assert.True(overlaps.Length == 0, string.Join("; ", overlaps.Take(5).Select(file => $"{file}: {File.ReadAllText(file)}")));
        Assert.Contains(Directory.GetFiles(Receipts), file => File.ReadLines(file).Skip(2).Any());
        Assert.All(_calls, call => Assert.True(call.Failure is not null || effects.ContainsKey(call.Id), call.Id));
        Assert.Contains(effects, effect => effect.Value > 1);
        // The calls in flight of a process that ends before it has listed its tools are not repeated.
        var failed = _calls.Where(call => call.Failure is not null).ToList();
        Assert.All(failed, call => Assert.Equal(RequestOutcome.Unknown, call.Failure!.Outcome));
        Assert.True(failed.Count <= _calls.Count / 50 + Callers, $"{failed.Count} of {_calls.Count} failed. {failed.FirstOrDefault().Failure?.Message}");
    }

    // An answered call has had one effect, an unsent call none, and no call two.
    private void CheckOnce(Dictionary<string, int> effects)
    {
        Assert.All(effects, effect => Assert.Equal(1, effect.Value));
        foreach (var (id, failure) in _calls)
        {
            if (failure is null) Assert.True(effects.ContainsKey(id), $"{id} was answered and did not happen");
            else if (failure.Outcome == RequestOutcome.NotSent) Assert.False(effects.ContainsKey(id), $"{id} happened: {failure.Message}");
            else Assert.Equal(RequestOutcome.Unknown, failure.Outcome);
        }
    }

    private async Task<Dictionary<string, int>> RunAsync(ServerRetry retry, string tool, Func<Dictionary<string, int>, bool> isEnough, ServerRetry? own = null, bool withReceipts = false)
    {
        Directory.CreateDirectory(Receipts);
        var file = Path.Combine(_folder, "effects");
        var restart = new RestartSettings
        {
            MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(1), MaxRestarts = 1_000_000,
        };
        var servers = Servers(Adversary("a", ["mcp-dies-around-effects", file, Percent.ToString(CultureInfo.InvariantCulture), .. withReceipts ? [Receipts] : Array.Empty<string>()]) with
        {
            Retry = retry, Restart = restart, Protocol = ServerProtocol.Legacy, Breaker = new BreakerSettings { MaxFailures = 0 }, CallTimeout = TimeSpan.FromMinutes(2),
        });
        var (begun, last, until) = (Stopwatch.StartNew(), 0, TimeSpan.Zero);
        var effects = new Dictionary<string, int>();
        do
        {
            until += Round;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));
            effects = (await File.ReadAllLinesAsync(file)).CountBy(id => id).ToDictionary();
        }
        while (Wanted is null && !isEnough(effects) && until < Longest);
        var outcomes = _calls.CountBy(call => call.Failure is null ? "answered" : call.Failure.Outcome.ToString()).Select(count => $"{count.Value} {count.Key}");
        output.WriteLine($"retry {own ?? retry}, tool {tool}: {_calls.Count} calls in {begun.Elapsed.TotalSeconds:0.0} s; "
            + $"{string.Join(", ", outcomes)}; {effects.Count} effects, {effects.Count(effect => effect.Value > 1)} of them more than once");
        return effects;

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref last) is var number && (Wanted is { } most ? number <= most : begun.Elapsed < until))
            {
                var id = number.ToString(CultureInfo.InvariantCulture);
                try
                {
                    await servers.Ask<ToolResult>(new CallTool("a", tool, new { text = id }) { Retry = own }, TimeSpan.FromMinutes(3));
                    _calls.Enqueue((id, null));
                }
                catch (McpServerException failure)
                {
                    _calls.Enqueue((id, failure));
                }
            }
        }
    }
}
