using System.Runtime.InteropServices;

namespace Gantry.Edge.Fast.Tls;

/// <summary>The other half of OpenSSL: keys, certificates, and where a session reads from and writes to.</summary>
internal static unsafe partial class Libcrypto
{
    public const string Library = "libcrypto.so.3";

    /// <summary>Says that an operation would have to wait.</summary>
    public const int RetryRead = 0x1 | 0x8, RetryWrite = 0x2 | 0x8, AllRetry = 0xF;
    public const int Flush = 11;

    [LibraryImport(Library, EntryPoint = "d2i_X509")]
    public static partial nint Certificate(nint* into, byte** der, nint length);

    /// <returns>How long it is, or less than 1.</returns>
    [LibraryImport(Library, EntryPoint = "i2d_X509")]
    public static partial int Write(nint certificate, byte** der);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_get_ex_data")]
    public static partial nint StoreData(nint store, int place);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_get0_cert")]
    public static partial nint StoreLeaf(nint store);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_get0_untrusted")]
    public static partial nint Untrusted(nint store);

    [LibraryImport(Library, EntryPoint = "X509_STORE_CTX_set_error")]
    public static partial void SetStoreError(nint store, int error);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_num")]
    public static partial int CountOf(nint stack);

    [LibraryImport(Library, EntryPoint = "OPENSSL_sk_value")]
    public static partial nint ItemOf(nint stack, int place);

    [LibraryImport(Library, EntryPoint = "X509_free")]
    public static partial void FreeCertificate(nint certificate);

    [LibraryImport(Library, EntryPoint = "d2i_AutoPrivateKey")]
    public static partial nint Key(nint* into, byte** der, nint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    public static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "BIO_meth_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewKind(int number, string name);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_read")]
    public static partial int SetRead(nint kind, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_write")]
    public static partial int SetWrite(nint kind, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(Library, EntryPoint = "BIO_meth_set_ctrl")]
    public static partial int SetControl(nint kind, delegate* unmanaged<nint, int, nint, void*, nint> control);

    [LibraryImport(Library, EntryPoint = "BIO_new")]
    public static partial nint NewPort(nint kind);

    [LibraryImport(Library, EntryPoint = "BIO_set_data")]
    public static partial void SetData(nint port, void* data);

    [LibraryImport(Library, EntryPoint = "BIO_get_data")]
    [SuppressGCTransition]
    public static partial void* Data(nint port);

    [LibraryImport(Library, EntryPoint = "BIO_set_flags")]
    [SuppressGCTransition]
    public static partial void SetFlags(nint port, int flags);

    [LibraryImport(Library, EntryPoint = "BIO_clear_flags")]
    [SuppressGCTransition]
    public static partial void ClearFlags(nint port, int flags);
}
