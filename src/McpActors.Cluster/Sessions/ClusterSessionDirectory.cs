using System.Collections.Concurrent;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Sessions;

namespace McpActors.Cluster.Sessions;

/// <summary>The session directory of a node: it asks the one of the cluster, and remembers what it holds for the next one to ask. Thread-safe.</summary>
internal sealed class ClusterSessionDirectory(IActorRef leader, string node, TimeSpan timeout) : ISessionDirectory
{
    /// <summary>How many claims go in one message: some 60 KB, where the ids and the paths of the holders are of the usual length.</summary>
    public const int PageSize = 200;

    private readonly ConcurrentDictionary<Guid, SessionClaim> _held = new();

    /// <summary>A page of what this node holds, in the order of the tokens. What is claimed meanwhile is asked of the directory itself, which has it from there.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="rest">Who is asked for the next page.</param>
    public Claims Claims(Guid? after, IActorRef rest)
    {
        var page = _held.Values.Where(claim => after is not { } last || claim.Token.CompareTo(last) > 0).OrderBy(claim => claim.Token).Take(PageSize + 1).ToList();
        return page.Count <= PageSize ? new Claims(node, page) : new Claims(node, page[..PageSize], rest);
    }

    /// <summary>Whether the session is in this node.</summary>
    public bool Has(string id) => _held.Values.Any(claim => claim.Id == id);

    public async Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
    {
        // Before it is asked for: a leader that is new meanwhile hears of it from here.
        _held[claim.Token] = claim;
        try
        {
            var answer = await AskAsync(new ClaimId(claim, node), cancellation).ConfigureAwait(false);
            if (answer.InForce is not null) _held.TryRemove(claim.Token, out _);
            return answer.InForce;
        }
        catch
        {
            _held.TryRemove(claim.Token, out _);
            throw;
        }
    }

    public async Task<bool> RenewAsync(SessionClaim claim, CancellationToken cancellation)
    {
        if (_held.ContainsKey(claim.Token)) _held[claim.Token] = claim;
        var answer = await AskAsync(new RenewId(claim, node), cancellation).ConfigureAwait(false);
        if (answer.InForce is null) return true;
        _held.TryRemove(claim.Token, out _);
        return false;
    }

    public Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation)
    {
        _held.TryRemove(claim.Token, out _);
        return AskAsync(new ReleaseId(claim), cancellation);
    }

    public async Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation) => (await FindNodeAsync(id, cancellation).ConfigureAwait(false)).InForce;

    /// <summary>Who holds it, and where.</summary>
    public Task<IdAnswer> FindNodeAsync(string id, CancellationToken cancellation) => AskAsync(new FindId(id), cancellation);

    private Task<IdAnswer> AskAsync(object question, CancellationToken cancellation) => leader.Ask<IdAnswer>(question, timeout, cancellation);
}
