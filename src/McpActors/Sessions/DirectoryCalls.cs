using System.Collections.Concurrent;
using Akka.Event;

namespace McpActors.Sessions;

/// <summary>
/// Asks a session directory, which is somebody else's code: it may block, throw, or never answer, and no actor waits for it. Off the actors'
/// threads; every answer comes within the timeout.
/// </summary>
internal sealed class DirectoryCalls(ISessionDirectory directory, TimeSpan timeout, ILoggingAdapter log)
{
    private const int RenewedAtOnce = 16;

    /// <returns><see cref="ClaimAnswered"/> or <see cref="ClaimFailed"/>.</returns>
    public async Task<object> ClaimAsync(SessionClaim claim)
    {
        // Not disposed: a directory that does not heed it may still look at it.
        var giveUp = new CancellationTokenSource();
        var claiming = Task.Run(() => directory.TryClaimAsync(claim, giveUp.Token));
        try
        {
            return new ClaimAnswered(claim, await claiming.WaitAsync(timeout));
        }
        catch (Exception error)
        {
            await giveUp.CancelAsync();
            _ = ReleaseAfterAsync(claiming, claim);
            return new ClaimFailed(claim, error);
        }
    }

    public async Task<ClaimReleased> ReleaseAsync(SessionClaim claim)
    {
        try
        {
            await BoundedAsync(async cancellation =>
            {
                await directory.ReleaseAsync(claim, cancellation);
                return true;
            });
        }
        catch (Exception error)
        {
            log.Warning(error, "The session directory did not let go of session '{0}'; it may be held until {1:u}", claim.Id, claim.Until);
        }
        return ClaimReleased.Instance;
    }

    /// <returns>Those that are somebody else's now. Those that could not be renewed are not among them: there is time for the next round.</returns>
    public async Task<ClaimsLost> RenewAsync(IReadOnlyList<SessionClaim> claims)
    {
        var lost = new ConcurrentBag<SessionClaim>();
        await Parallel.ForEachAsync(claims, new ParallelOptions { MaxDegreeOfParallelism = RenewedAtOnce }, async (claim, _) =>
        {
            try
            {
                if (!await BoundedAsync(cancellation => directory.RenewAsync(claim, cancellation))) lost.Add(claim);
            }
            catch (Exception error)
            {
                log.Warning(error, "The session directory did not renew session '{0}'", claim.Id);
            }
        });
        return new ClaimsLost([.. lost]);
    }

    /// <returns>Null where nobody holds it, or the directory does not say.</returns>
    public async Task<SessionClaim?> FindAsync(string id)
    {
        try
        {
            return await BoundedAsync(cancellation => directory.FindAsync(id, cancellation));
        }
        catch (Exception error)
        {
            log.Warning(error, "The session directory did not say who holds session '{0}'", id);
            return null;
        }
    }

    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        var giveUp = new CancellationTokenSource();
        try
        {
            return await Task.Run(() => call(giveUp.Token)).WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            await giveUp.CancelAsync();
            throw;
        }
    }

    // What failed may have been done nevertheless, and what is late still comes: its failure was told already, by us.
    private async Task ReleaseAfterAsync(Task claiming, SessionClaim claim)
    {
        await claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync(claim);
    }
}
