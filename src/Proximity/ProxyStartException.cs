namespace Proximity;

/// <summary>The one exception <see cref="ProxyServer.StartAsync(ProxyOptions, CancellationToken)"/> throws for a set-up that cannot work.</summary>
public sealed class ProxyStartException : Exception
{
    internal ProxyStartException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The stable code: <c>server_socket_create_failed</c>, <c>invalid_upstream_proxy</c>, <c>certificate_load_failed</c>, <c>invalid_allow_clients</c>, <c>invalid_via</c> or <c>timeout_timer_failed</c>.</summary>
    public string Code { get; }
}
