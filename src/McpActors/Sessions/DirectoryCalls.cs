using Akka.Event;

namespace McpActors.Sessions;

/// <summary>
/// Calls a session directory off the actors' threads, each call with a timeout: the directory is the platform's code,
/// and may block, throw or never answer.
/// </summary>
internal sealed class DirectoryCalls(ISessionDirectory directory, TimeSpan timeout, ILoggingAdapter log)
{
    /// <returns><see cref="ClaimAnswered"/> or <see cref="ClaimFailed"/>.</returns>
    public async Task<object> ClaimAsync(SessionClaim claim)
    {
        // The source is not disposed, because a directory that ignores cancellation may still use its token.
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
            log.Warning(
                error, "The session directory did not release session '{0}'; its claim may last until {1:u}", claim.Id, claim.Until);
        }
        return ClaimReleased.Instance;
    }

    /// <returns>The claims that are lost. Claims whose renewal failed are not lost: the next round renews them.</returns>
    public async Task<ClaimsLost> RenewAsync(IReadOnlyCollection<SessionClaim> claims)
    {
        try
        {
            return new ClaimsLost(await BoundedAsync(cancellation => directory.RenewAsync(claims, cancellation)));
        }
        catch (Exception error)
        {
            log.Warning(error, "The session directory did not renew {0} sessions", claims.Count);
            return new ClaimsLost([]);
        }
    }

    /// <summary>Notes that a session is used; called from any thread.</summary>
    public void Used(SessionClaim claim)
    {
        try
        {
            directory.Used(claim);
        }
        catch (Exception error)
        {
            log.Warning(error, "The session directory could not note the use of session '{0}'", claim.Id);
        }
    }

    /// <returns>The claim; null if there is none or the directory fails.</returns>
    public async Task<SessionClaim?> FindAsync(string id)
    {
        try
        {
            return await BoundedAsync(cancellation => directory.FindAsync(id, cancellation));
        }
        catch (Exception error)
        {
            log.Warning(error, "The session directory did not find the claim of session '{0}'", id);
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

    // A claim that failed or timed out may still have been made or be made later. Its failure has already been
    // reported.
    private async Task ReleaseAfterAsync(Task claiming, SessionClaim claim)
    {
        await claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync(claim);
    }
}
