using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Proximity.Tls;

/// <summary>Reads what the platform's TLS says of a handshake that failed.</summary>
internal static class TlsFailure
{
    /// <summary>OpenSSL counts an alert that was received from here; the alert's number is added.</summary>
    private const int OpenSslAlertReasons = 1000;
    private const int OpenSslReasonMask = 0x7fffff;

    /// <summary>What handshakes end with that is the peer's or the network's doing.</summary>
    public static bool IsExpected(Exception exception)
        => exception is AuthenticationException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or CryptographicException or ExternalException;

    /// <summary>The alert that the peer sent (RFC 8446 §6.2); null when it sent none, or the platform does not say which.</summary>
    public static TlsAlert? ReceivedAlert(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            int reason = (inner.HResult & OpenSslReasonMask) - OpenSslAlertReasons;
            if (inner is CryptographicException && reason is > 0 and <= byte.MaxValue)
            {
                return (TlsAlert)reason;
            }
        }

        return null;
    }

    /// <summary>In words, without a full stop.</summary>
    public static string Describe(Exception exception)
        => ReceivedAlert(exception) is { } alert ? $"it sent the alert {Name(alert)}" : Printable(exception.GetBaseException().Message).TrimEnd('.');

    /// <summary>The alert by its registered name, or its number.</summary>
    public static string Name(TlsAlert alert) => Enum.IsDefined(alert)
        ? string.Concat(alert.ToString().Select((letter, index) => char.IsUpper(letter) ? $"{(index > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : letter.ToString()))
        : ((int)alert).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Texts of peers and platforms become one line without control characters: they end in answers and logs.</summary>
    public static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
