"""The posts of the regulations, as the tokens and contracts name them (glossary identifiers)."""

from __future__ import annotations

CUSTOMER_SERVICE_SUPERVISOR = "customer_service_supervisor"  # 客服主管
CUSTOMER_SERVICE_SPECIALIST = "customer_service_specialist"  # 客服專員
CUSTOMER_SERVICE_MANAGER = "customer_service_manager"  # 客服部經理
GENERAL_MANAGER = "general_manager"  # 總經理
RECEPTION_AGENT = "reception_agent"  # 來賓客服
PHONE_AGENT = "phone_agent"  # 電話客服
KEY_ACCOUNT_TEAM = "key_account_team"  # 大客戶服務小組
ARCHIVE_CUSTODIAN = "archive_custodian"  # 檔案專人
METER_READER = "meter_reader"  # 抄表員
CASHIER = "cashier"  # 收費員
CHARGING_CLERK = "charging_clerk"  # 負責收費的營業員
CARD_CLERK = "card_clerk"  # 負責證卡辦理的營業員
COUNTER_CLERK = "counter_clerk"  # 營業員
DUTY_CLERK = "duty_clerk"  # 值班營業員
BUSINESS_CENTRE_TEAM_LEADER = "business_centre_team_leader"  # 營業中心組長
DEPARTMENT_HEAD = "department_head"  # 部門負責人
FINANCE = "finance"  # 財務部
REPORTING = "reporting"  # 統計
SERVICE_DIRECTOR = "service_director"  # 服務總監
SERVICE_MANAGER = "service_manager"  # 服務經理
SERVICE_SPECIALIST = "service_specialist"  # 服務專員
REVISIT_SPECIALIST = "revisit_specialist"  # 回訪專員
SALES_PERSON = "sales_person"  # 銷售人員
ENGINEER = "engineer"  # 工程人員
AREA_STEWARD = "area_steward"  # 區域管家
PROPERTY_SERVICE_AGENT = "property_service_agent"  # 客服員
PROPERTY_MANAGER = "property_manager"  # 物業經理
CLEANER = "cleaner"  # 保潔員
GARDENER = "gardener"  # 綠化員
DEPARTMENT_MANAGER = "department_manager"  # 部門經理
ADMIN_HR = "admin_hr"  # 行政人事部
DEVELOPER = "developer"  # 開發人員
PROJECT_LEADER = "project_leader"  # 項目負責人
GAS_FITTER = "gas_fitter"  # 安裝工
SAFETY_INSPECTOR = "safety_inspector"  # 安檢員
FINANCE_CASHIER = "finance_cashier"  # 財務出納
HR = "hr"  # 人事行政部
SYSTEM_ADMINISTRATOR = "system_administrator"  # 系統管理員
SERVICE = "service"  # a service's own identity, for scheduled work

MONEY = frozenset({CASHIER, CHARGING_CLERK, CARD_CLERK})
CLERKS = frozenset({COUNTER_CLERK, CHARGING_CLERK, CARD_CLERK})
EVERYBODY = frozenset(
    value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str) and not name.startswith("_")
)
