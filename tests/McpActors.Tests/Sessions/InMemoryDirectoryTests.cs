namespace McpActors.Tests.Sessions;

/// <summary>The built-in directory.</summary>
public sealed class InMemoryDirectoryTests : DirectoryContract
{
    public override Task<ISessionDirectory> StartAsync() => Task.FromResult<ISessionDirectory>(new InMemorySessionDirectory());

    [Fact]
    public async Task A_host_is_told_at_once_that_its_claim_was_taken_over()
    {
        var directory = new InMemorySessionDirectory();
        var told = new Told();
        var mine = new SessionClaim("s", Guid.NewGuid(), "files", "a", null, DateTimeOffset.UtcNow.AddSeconds(-1));
        var theirs = mine with { Token = Guid.NewGuid(), Host = "b", Until = DateTimeOffset.UtcNow.AddMinutes(5) };
        using (directory.Watch(told))
        {
            await directory.TryClaimAsync(mine, default);
            Assert.Null(await directory.TryClaimAsync(theirs, default));
            Assert.Equal(mine, Assert.Single(told.Losses).Claim);
        }
        Assert.Null(await directory.TryClaimAsync(theirs with { Token = Guid.NewGuid() }, default));
        Assert.Single(told.Losses);
    }

    private sealed class Told : ISessionDirectoryWatcher
    {
        public ConcurrentQueue<ClaimLoss> Losses { get; } = [];

        public void OnLost(ClaimLoss loss) => Losses.Enqueue(loss);

        public void OnAvailability(string? unavailable)
        {
        }
    }
}
