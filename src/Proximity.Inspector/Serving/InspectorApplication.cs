using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Proximity.Inspector.Page;
using Proximity.Inspector.Security;

namespace Proximity.Inspector.Serving;

/// <summary>What happens with a request: it is judged, then routed, and what goes wrong is answered.</summary>
internal sealed class InspectorApplication : IHttpApplication<HttpContext>, IDisposable
{
    private readonly AccessPolicy policy;
    private readonly Credentials credentials;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly PageEndpoint page;
    private readonly Lazy<RouteTable> routes;

    public InspectorApplication(InspectorOptions options, Credentials credentials)
    {
        this.credentials = credentials;
        policy = new AccessPolicy(new HostRule(options.Names), credentials);
        page = new PageEndpoint(options.Page);
        logger = options.LoggerFactory.CreateLogger<InspectorServer>();
        routes = new Lazy<RouteTable>(() => InspectorRoutes.Create(options, stopping.Token));
    }

    /// <summary>Ends what goes on by itself: live connections, long polls.</summary>
    public void Stop() => stopping.Cancel();

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The context holds nothing of its own.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        SecurityHeaders.Set(context.Response.Headers);
        AccessDecision decision = policy.Judge(Read(context));
        if (decision.Kind != AccessKind.Allowed)
        {
            await AnswerAsync(context, decision).ConfigureAwait(false);
            return;
        }

        try
        {
            // The page needs nothing of the table of operations, which takes its time to be made.
            if (!await page.AnswerAsync(context).ConfigureAwait(false))
            {
                await routes.Value.AnswerAsync(context).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await FailAsync(context, exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private static string CookieName(int port) => $"proximity-{port}";

    private static AccessRequest Read(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        ConnectionInfo connection = context.Connection;
        return new AccessRequest
        {
            Method = context.Request.Method,
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Local = new IPEndPoint(connection.LocalIpAddress ?? IPAddress.None, connection.LocalPort),
            Host = headers.Host,
            Origin = headers.Origin,
            FetchSite = headers["Sec-Fetch-Site"],
            FetchMode = headers["Sec-Fetch-Mode"],
            FetchDestination = headers["Sec-Fetch-Dest"],
            Authorization = headers.Authorization,
            Cookie = context.Request.Cookies[CookieName(connection.LocalPort)],
            ContentType = headers.ContentType,
        };
    }

    private Task AnswerAsync(HttpContext context, AccessDecision decision)
    {
        switch (decision.Kind)
        {
            case AccessKind.SignIn:
                context.Response.Headers.SetCookie = Cookie(context.Connection.LocalPort);
                goto case AccessKind.SignedIn;
            case AccessKind.SignedIn:
                context.Response.StatusCode = decision.Status;
                context.Response.Headers.Location = "/";
                return Task.CompletedTask;
            case AccessKind.SignInPage:
                return SignInPage.WriteAsync(context.Response, decision.Status);
            default:
                // Whatever else was sent on the connection, such as a body, is not read.
                context.Response.Headers.Connection = "close";
                if (decision.Status == StatusCodes.Status401Unauthorized)
                {
                    context.Response.Headers.WWWAuthenticate = "Bearer";
                }
                else if (decision.Status == StatusCodes.Status429TooManyRequests)
                {
                    context.Response.Headers.RetryAfter = ((int)Math.Ceiling(credentials.Wait.TotalSeconds)).ToString(
                        System.Globalization.CultureInfo.InvariantCulture);
                }

                return JsonAnswer.WriteErrorAsync(context.Response, decision.Status, new ErrorOutput(decision.Code!, decision.Message!));
        }
    }

    /// <summary>
    /// Lasts longer than the browser's session: the value is of no use once the program has ended, and the link works once.
    /// </summary>
    private string Cookie(int port) => new SetCookieHeaderValue(CookieName(port), credentials.Cookie)
    {
        HttpOnly = true,
        SameSite = Microsoft.Net.Http.Headers.SameSiteMode.Strict,
        Path = "/",
        MaxAge = TimeSpan.FromDays(30),
    }.ToString();

    private Task FailAsync(HttpContext context, Exception exception)
    {
        (int status, ErrorOutput error) = Failure.Of(exception);
        if (status == StatusCodes.Status500InternalServerError)
        {
            InspectorLog.RequestFailed(logger, context.Request.Path, exception);
        }

        context.Response.Headers.ContentEncoding = default;
        context.Response.Headers.ContentDisposition = default;
        return JsonAnswer.WriteErrorAsync(context.Response, status, error);
    }
}
