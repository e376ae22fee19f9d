using System.Collections.Concurrent;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Sessions;

namespace McpActors.Cluster.Sessions;

/// <summary>
/// The session directory of a node: asks the cluster's directory, and remembers its own claims for the next leader.
/// Thread-safe.
/// </summary>
internal sealed class ClusterSessionDirectory(IActorRef leader, string node, TimeSpan timeout) : ISessionDirectory
{
    /// <summary>
    /// The number of claims in one message: about 60 KB with ids and holder paths of the usual length.
    /// </summary>
    public const int PageSize = 200;

    private const int RenewedAtOnce = 16;

    private readonly ConcurrentDictionary<Guid, Held> _held = new();

    /// <summary>A page of this node's claims, ordered by token. New claims go to the directory directly.</summary>
    /// <param name="after">The last token of the previous page; null for the first page.</param>
    /// <param name="rest">The actor that has the next page.</param>
    public Claims Claims(Guid? after, IActorRef rest)
    {
        var found = _held.Values.Where(held => after is not { } last || held.Claim.Token.CompareTo(last) > 0)
            .OrderBy(held => held.Claim.Token).Take(PageSize + 1).ToList();
        var page = found.Take(PageSize).ToList();
        var undecided = page.Where(held => !held.IsGranted).Select(held => held.Claim.Token).ToList();
        return new Claims(
            node, page.ConvertAll(held => held.Claim), found.Count > PageSize ? rest : null, undecided.Count > 0 ? undecided : null);
    }

    /// <summary>Whether the session is on this node.</summary>
    public bool Has(string id) => _held.Values.Any(held => held.Claim.Id == id);

    public async Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
    {
        // Before the request: if the old leader grants it and is lost with its answer, the new leader learns of it here.
        var asked = new Held(claim, IsGranted: false);
        _held[claim.Token] = asked;
        try
        {
            var answer = await AskAsync(new ClaimId(claim, node), cancellation).ConfigureAwait(false);
            if (answer.InForce is null) _held.TryUpdate(claim.Token, new Held(claim, IsGranted: true), asked);
            else _held.TryRemove(claim.Token, out _);
            return answer.InForce;
        }
        catch
        {
            _held.TryRemove(claim.Token, out _);
            throw;
        }
    }

    public async Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation)
    {
        var lost = new ConcurrentBag<ClaimLoss>();
        Exception? failure = null;
        await Parallel.ForEachAsync(claims, new ParallelOptions { MaxDegreeOfParallelism = RenewedAtOnce }, async (claim, _) =>
        {
            try
            {
                if (!await RenewAsync(claim, cancellation).ConfigureAwait(false)) lost.Add(new ClaimLoss(claim, ClaimTexts.TakenOver));
            }
            catch (Exception error)
            {
                failure = error;
            }
        }).ConfigureAwait(false);
        // A loss is reported once, and what was not renewed is renewed in the next round.
        return failure is null || !lost.IsEmpty ? lost : throw failure;
    }

    private async Task<bool> RenewAsync(SessionClaim claim, CancellationToken cancellation)
    {
        if (_held.ContainsKey(claim.Token)) _held[claim.Token] = new Held(claim, IsGranted: true);
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

    /// <summary>Finds the holder of an id and its node.</summary>
    public Task<IdAnswer> FindNodeAsync(string id, CancellationToken cancellation) => AskAsync(new FindId(id), cancellation);

    private Task<IdAnswer> AskAsync(object question, CancellationToken cancellation) => leader.Ask<IdAnswer>(question, timeout, cancellation);

    private sealed record Held(SessionClaim Claim, bool IsGranted);
}
