/* The kinds, each defined in the file of its family; rules/kind.c has the table. */
#ifndef RULES_KINDS_KINDS_H
#define RULES_KINDS_KINDS_H

#include "../kind.h"

#define KIND_FORMS(list) .forms = (list), .form_count = sizeof(list) / sizeof *(list)

/* X(name in C, name in a policy) */

/* id_*.c */
#define NATIONAL_IDS(X)                                                                            \
	X(id_us_ssn, "id-us-ssn")                                                                  \
	X(id_us_itin, "id-us-itin")                                                                \
	X(id_us_mbi, "id-us-mbi")                                                                  \
	X(id_ca_sin, "id-ca-sin")                                                                  \
	X(id_br_cpf, "id-br-cpf")                                                                  \
	X(id_mx_curp, "id-mx-curp")                                                                \
	X(id_mx_rfc, "id-mx-rfc")                                                                  \
	X(id_ar_cuil, "id-ar-cuil")                                                                \
	X(id_cl_rut, "id-cl-rut")                                                                  \
	X(id_gb_nino, "id-gb-nino")                                                                \
	X(id_gb_nhs, "id-gb-nhs")                                                                  \
	X(id_gb_utr, "id-gb-utr")                                                                  \
	X(id_ie_pps, "id-ie-pps")                                                                  \
	X(id_fr_nir, "id-fr-nir")                                                                  \
	X(id_nl_bsn, "id-nl-bsn")                                                                  \
	X(id_be_nn, "id-be-nn")                                                                    \
	X(id_lu_matricule, "id-lu-matricule")                                                      \
	X(id_es_dni, "id-es-dni")                                                                  \
	X(id_es_nie, "id-es-nie")                                                                  \
	X(id_pt_nif, "id-pt-nif")                                                                  \
	X(id_pt_cc, "id-pt-cc")                                                                    \
	X(id_it_cf, "id-it-cf")                                                                    \
	X(id_it_piva, "id-it-piva")                                                                \
	X(id_gr_amka, "id-gr-amka")                                                                \
	X(id_gr_afm, "id-gr-afm")                                                                  \
	X(id_de_steuerid, "id-de-steuerid")                                                        \
	X(id_de_personalausweis, "id-de-personalausweis")                                          \
	X(id_de_rvnr, "id-de-rvnr")                                                                \
	X(id_de_kvnr, "id-de-kvnr")                                                                \
	X(id_at_svnr, "id-at-svnr")                                                                \
	X(id_ch_ahv, "id-ch-ahv")                                                                  \
	X(id_pl_pesel, "id-pl-pesel")                                                              \
	X(id_pl_nip, "id-pl-nip")                                                                  \
	X(id_pl_dowod, "id-pl-dowod")                                                              \
	X(id_cz_rc, "id-cz-rc")                                                                    \
	X(id_hu_taj, "id-hu-taj")                                                                  \
	X(id_se_personnummer, "id-se-personnummer")                                                \
	X(id_no_fnr, "id-no-fnr")                                                                  \
	X(id_dk_cpr, "id-dk-cpr")                                                                  \
	X(id_fi_hetu, "id-fi-hetu")                                                                \
	X(id_is_kennitala, "id-is-kennitala")                                                      \
	X(id_ee_isikukood, "id-ee-isikukood")                                                      \
	X(id_lv_kods, "id-lv-kods")                                                                \
	X(id_ro_cnp, "id-ro-cnp")                                                                  \
	X(id_bg_egn, "id-bg-egn")                                                                  \
	X(id_hr_oib, "id-hr-oib")                                                                  \
	X(id_yu_jmbg, "id-yu-jmbg")                                                                \
	X(id_tr_tckn, "id-tr-tckn")                                                                \
	X(id_ua_rnokpp, "id-ua-rnokpp")                                                            \
	X(id_ru_snils, "id-ru-snils")                                                              \
	X(id_ru_inn, "id-ru-inn")                                                                  \
	X(id_in_aadhaar, "id-in-aadhaar")                                                          \
	X(id_in_pan, "id-in-pan")                                                                  \
	X(id_in_voter, "id-in-voter")                                                              \
	X(id_cn_resident, "id-cn-resident")                                                        \
	X(id_hk_hkid, "id-hk-hkid")                                                                \
	X(id_tw_id, "id-tw-id")                                                                    \
	X(id_jp_mynumber, "id-jp-mynumber")                                                        \
	X(id_kr_rrn, "id-kr-rrn")                                                                  \
	X(id_sg_nric, "id-sg-nric")                                                                \
	X(id_my_mykad, "id-my-mykad")                                                              \
	X(id_th_id, "id-th-id")                                                                    \
	X(id_id_nik, "id-id-nik")                                                                  \
	X(id_pk_cnic, "id-pk-cnic")                                                                \
	X(id_il_id, "id-il-id")                                                                    \
	X(id_ae_eid, "id-ae-eid")                                                                  \
	X(id_za_id, "id-za-id")                                                                    \
	X(id_au_tfn, "id-au-tfn")                                                                  \
	X(id_au_medicare, "id-au-medicare")                                                        \
	X(id_au_abn, "id-au-abn")                                                                  \
	X(id_nz_ird, "id-nz-ird")

/* contact.c, phone.c, network.c, address.c, moment.c, document.c, bank.c: with card, iban and the
 * above they are personal-data */
#define PERSONAL(X)                                                                                \
	X(email, "email")                                                                          \
	X(phone, "phone")                                                                          \
	X(ip, "ip")                                                                                \
	X(mac, "mac")                                                                              \
	X(street_address, "street-address")                                                        \
	X(birth_date, "birth-date")                                                                \
	X(passport, "passport")                                                                    \
	X(driving_licence, "driving-licence")                                                      \
	X(bank_account, "bank-account")

#define ALL_KINDS(X)                                                                               \
	X(card, "card")                                                                            \
	X(iban, "iban")                                                                            \
	NATIONAL_IDS(X)                                                                            \
	X(national_id, "national-id")                                                              \
	PERSONAL(X)                                                                                \
	X(personal_data, "personal-data")                                                          \
	X(bic, "bic")                                                                              \
	X(vin, "vin")                                                                              \
	X(wallet, "wallet")                                                                        \
	X(date, "date")                                                                            \
	X(money, "money")                                                                          \
	X(person, "person")                                                                        \
	X(private_key, "private-key")                                                              \
	X(token, "token")                                                                          \
	X(password, "password")                                                                    \
	X(secret, "secret")

#define DECLARE_KIND(name, written) extern const struct kind kind_##name;
ALL_KINDS(DECLARE_KIND)
#undef DECLARE_KIND

#endif
